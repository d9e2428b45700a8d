import type { Migration } from './migration.ts';

/**
 * What is kept of each picture, a row a sample: a sorted gallery shows samples from everywhere. The
 * key is data set x 2^32 + sample, which is the row's own number: a second index over a million rows
 * would double what one of them costs to find. Mosaic tiles stand apart from the larger pictures, so
 * that many of them share a page. Of a picture that cannot be drawn the reason is kept. Atlases, 256
 * tiles each, stay until thumbnails are made of them; the size of their tiles follows from the
 * images' and leaves the record.
 */
export const thumbnails: Migration = {
  number: 110,
  sql: `
    CREATE TABLE mosaics (id INTEGER PRIMARY KEY, pixels BLOB NOT NULL) STRICT;
    CREATE TABLE pictures (id INTEGER PRIMARY KEY, jpeg BLOB NOT NULL) STRICT;
    CREATE TABLE broken_pictures (id INTEGER PRIMARY KEY, state INTEGER NOT NULL) STRICT;
    UPDATE datasets SET record = json_remove(record, '$.tileWidth', '$.tileHeight');
  `,
};
