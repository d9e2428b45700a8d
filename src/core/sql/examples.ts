/** Questions that people ask of a project, to begin with. */

export type SqlExample = {
  title: string;
  sql: (at: { run: number; epoch: number; other: number }) => string;
};

/** Of a run and one of its epochs; some compare it with another run. */
export const sqlExamples: readonly SqlExample[] = [
  {
    title: 'Most forgotten samples',
    sql: ({
      run,
    }) => `SELECT sample, class, forgetting, times_hidden, round(mean_loss, 4) AS mean_loss
FROM sample_runs
WHERE run = ${run}
ORDER BY forgetting DESC, mean_loss DESC
LIMIT 100`,
  },
  {
    title: 'Hidden in one run, not in another',
    sql: ({ run, other, epoch }) => `SELECT a.sample, a.class, a.loss AS loss_a, b.loss AS loss_b
FROM sample_epochs AS a JOIN sample_epochs AS b USING (dataset, sample)
WHERE a.run = ${run} AND a.epoch = ${epoch} AND a.hidden
  AND b.run = ${other} AND b.epoch = ${epoch} AND NOT b.hidden`,
  },
  {
    title: 'Which classes are taken for which',
    sql: ({ run, epoch }) => `SELECT class, predicted_class, count(*) AS samples
FROM sample_epochs
WHERE run = ${run} AND epoch = ${epoch} AND NOT correct
GROUP BY class, predicted_class
ORDER BY samples DESC`,
  },
  {
    title: 'Quantiles of the loss by class',
    sql: ({ run, epoch }) => `SELECT class, count(*) AS samples,
  percentile(loss, 10) AS p10, percentile(loss, 50) AS median, percentile(loss, 90) AS p90
FROM sample_epochs
WHERE run = ${run} AND epoch = ${epoch}
GROUP BY class
ORDER BY median DESC`,
  },
  {
    title: 'Hidden samples by epoch and class',
    sql: ({ run }) => `SELECT epoch, class, sum(hidden) AS hidden, sum(moved_back) AS moved_back
FROM sample_epochs
WHERE run = ${run}
GROUP BY epoch, class`,
  },
  {
    title: 'One sample through a run',
    sql: ({ run }) => `SELECT epoch, loss, confidence, predicted_class, state
FROM sample_epochs
WHERE run = ${run} AND sample = 0
ORDER BY epoch`,
  },
  {
    title: 'Confidently wrong',
    sql: ({ run, epoch }) => `SELECT sample, class, predicted_class, confidence
FROM sample_epochs
WHERE run = ${run} AND epoch = ${epoch} AND NOT correct AND confidence > 0.9
ORDER BY confidence DESC`,
  },
  {
    title: 'Equal pictures with different labels',
    sql: () => `SELECT sample, split, class, content_id
FROM samples
WHERE (dataset, content_id) IN (
  SELECT dataset, content_id FROM samples
  GROUP BY dataset, content_id HAVING count(DISTINCT label) > 1)
ORDER BY content_id, sample`,
  },
  {
    title: 'Cost and accuracy of every run',
    sql: () => `SELECT r.id, r.name, r.policy, r.seed,
  sum(e.backward_samples) AS backward_samples, round(sum(e.seconds), 1) AS seconds,
  max(e.test_accuracy) AS best_test_accuracy
FROM runs AS r JOIN epochs AS e ON e.run = r.id
GROUP BY r.id
ORDER BY best_test_accuracy DESC`,
  },
  {
    title: 'Settings within the recipes',
    sql: () => `SELECT id, name, recipe ->> '$.policy' AS policy, recipe ->> '$.batch' AS batch,
  recipe ->> '$.seed' AS seed
FROM runs`,
  },
];
