// spar:begin tags
import { query } from './database.js';

/** Every tag that some article bears, in alphabetical order. */
export async function list() {
  const rows = await query('SELECT DISTINCT tag FROM article_tags ORDER BY tag');
  return rows.map(({ tag }) => tag);
}
// spar:end
