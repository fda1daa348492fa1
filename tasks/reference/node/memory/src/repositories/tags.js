// spar:begin tags
import { store } from './store.js';

/** Every tag that some article bears, in alphabetical order. */
export async function list() {
  return [...new Set(store.articles.flatMap(({ tagList }) => tagList))].sort();
}
// spar:end
