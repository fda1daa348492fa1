// spar:begin tags
import { database } from './database.js';

/** Every tag that some article bears, in alphabetical order. */
export async function list() {
  return database.prepare('SELECT DISTINCT tag FROM article_tags ORDER BY tag').pluck().all();
}
// spar:end
