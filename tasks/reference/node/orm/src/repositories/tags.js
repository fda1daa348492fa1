// spar:begin tags
import { ArticleTag } from './database.js';

/** Every tag that some article bears, in alphabetical order. */
export async function list() {
  const rows = await ArticleTag.findAll({ attributes: ['tag'], group: ['tag'], order: ['tag'] });
  return rows.map(({ tag }) => tag);
}
// spar:end
