// spar:begin tags
import * as tags from '../repositories/tags.js';

/** Every tag that some article bears, in alphabetical order. */
export async function list() {
  return tags.list();
}
// spar:end
