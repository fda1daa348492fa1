// spar:begin comments
import { checked, text } from './fields.js';

/** What somebody says about an article. */
export class Comment {
  constructor({ id, body, createdAt, updatedAt, author }) {
    Object.assign(this, { id, body, createdAt, updatedAt, author });
  }

  isBy(user) {
    return this.author.id === user.id;
  }
}

/** What a new comment is made of. */
export function remark(input) {
  return checked(input, { body: text });
}

/** The id that a text stands for, or null: ids are integers that fit into four bytes. */
export function commentId(text) {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return id > 0 && id < 2 ** 31 ? id : null;
}
// spar:end
