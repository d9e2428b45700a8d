/** What SQL over a project can read: tables that say what is recorded, and not how it is stored. */

/** `flag` is 0 or 1, `json` is text for SQLite's JSON functions. */
export type ColumnType = 'integer' | 'real' | 'text' | 'flag' | 'json';
export type SqlColumn = { name: string; type: ColumnType; help: string };
export type SqlTable = { name: string; help: string; columns: readonly SqlColumn[] };

/** Columns as lines of "name type help". */
const columns = (lines: string): SqlColumn[] =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name, type, ...help] = line.trim().split(/\s+/);
      return { name, type: type as ColumnType, help: help.join(' ') };
    });

/** What stands in each table; `samples` has a column more for each score that the project keeps, such as "score:difficulty". */
export const sqlTables: readonly SqlTable[] = [
  {
    name: 'samples',
    help: 'Every sample of every data set.',
    columns: columns(`
      dataset integer the data set's id
      sample integer the sample's number, from 0, training samples first
      split text train or test
      label integer the number of its class
      class text the name of its class
      file text its name in its source
      content_id text a digest of its pixels, equal for equal pictures
      tags text its tags, with a comma between them, or null
      note text its note, or null`),
  },
  {
    name: 'sample_epochs',
    help: 'What each epoch of each run recorded of each training sample. Give the run, and the epoch or the sample, and only those are read.',
    columns: columns(`
      run integer the run's number
      epoch integer the epoch, from 0
      dataset integer the data set's id
      sample integer the sample's number
      label integer the number of its class
      class text the name of its class
      loss real its loss
      confidence real the largest probability that the network gave a class
      predicted integer the number of the class that it predicted
      predicted_class text the name of that class
      correct flag whether that is the label
      forgotten flag whether it is wrong, and was right in the epoch before
      hidden flag whether it was hidden
      moved_back flag whether it was to be hidden and was moved back
      state text trained, hidden or movedBack`),
  },
  {
    name: 'sample_runs',
    help: 'What all recorded epochs of a run say of each training sample.',
    columns: columns(`
      run integer the run's number
      dataset integer the data set's id
      sample integer the sample's number
      label integer the number of its class
      class text the name of its class
      times_hidden integer how many epochs it was hidden
      forgetting integer how often it was right and wrong in the next epoch
      mean_loss real the mean of its losses
      last_loss real its loss in the last recorded epoch
      first_hidden integer the first epoch in which it was hidden, or null
      last_hidden integer the last epoch in which it was hidden, or null
      label_probability real the mean of the probability that the network gave its class
      variability real the standard deviation of that
      margin real the mean of that less the largest probability of another class; lowest where a label is likely wrong`),
  },
  {
    name: 'epochs',
    help: 'The figures of each epoch of each run.',
    columns: columns(`
      run integer the run's number
      epoch integer the epoch, from 0
      dataset integer the data set's id
      samples integer training samples of the data set
      at real where on the schedule's clock its tracks were read
      train_loss real mean loss of the training samples
      train_accuracy real share of the training samples that were right
      test_loss real mean loss of the test samples
      test_accuracy real share of the test samples that were right
      scheduled_hide_fraction real the share that the schedule asked to hide
      realised_hide_fraction real the share that was hidden
      hidden integer samples that were hidden
      moved_back integer samples that were moved back
      learning_rate_factor real what hiding multiplied the learning rate by
      learning_rate real mean over the steps, factor included
      forward_samples integer samples that were forwarded
      backward_samples integer samples that were learned from
      forward_pixels integer pixels that were forwarded
      backward_pixels integer pixels that were learned from
      view_height integer height of the images as they were shown
      view_width integer width of the images as they were shown
      magnitude real of RandAugment, or null
      batch_size integer samples a step
      score_seconds real time before the plan
      train_seconds real time of training
      refresh_seconds real time of the refresh pass
      evaluate_seconds real time of the evaluation
      plan_seconds real time of the plan
      record_seconds real time of recording
      seconds real all of that time`),
  },
  {
    name: 'runs',
    help: 'The runs, oldest first.',
    columns: columns(`
      id integer the run's number
      name text its name
      status text running, finished, failed, stopped or interrupted
      policy text the hiding policy
      view text the view policy
      model text the model
      dataset integer the data set's id
      samples integer training samples of the data set
      seed integer the seed
      engine text the engine that trained it, or null
      epochs integer epochs that are recorded
      planned_epochs integer epochs that its schedule asks for
      notes text its notes
      created_at text when it was started, in UTC
      finished_at text when it stopped running, or null
      error text why it failed, or null
      recipe json its whole recipe`),
  },
  {
    name: 'datasets',
    help: 'The data-set versions.',
    columns: columns(`
      id integer the data set's id
      name text its name
      samples integer all of its samples
      train_samples integer those of the training split
      test_samples integer those of the test split
      classes integer how many classes it has
      height integer height of its images in pixels
      width integer width of its images in pixels
      channels integer channels of its images
      fingerprint text a digest of all that it holds
      folder text where its files are`),
  },
];

/** A name as it stands in a query: in quotation marks where it is more than a word. */
export const quoted = (name: string): string =>
  /^[a-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
