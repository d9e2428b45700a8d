/** The scores of a data set that come of a cross-validation; both are lowest where a label is likely wrong. */
export const LABEL_PROBABILITY = 'label probability, cross-validated';
export const LABEL_MARGIN = 'label margin, cross-validated';
