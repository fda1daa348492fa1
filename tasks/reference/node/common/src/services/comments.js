// spar:begin comments
import { commentId, remark } from '../models/comment.js';
import { Forbidden, NotFound } from '../models/errors.js';
import { sought } from '../models/fields.js';
import * as comments from '../repositories/comments.js';

/** What was said about an article, oldest first, as `viewer` (null: a stranger) sees it. */
export async function list(slug, viewer) {
  return comments.list(await articleWith(slug), viewer?.id);
}

/** Says something about an article. */
export async function create(slug, input, author) {
  const articleId = await articleWith(slug);
  const { body } = remark(input);
  const now = new Date();
  const id = await comments.create({ body, articleId, authorId: author.id, createdAt: now, updatedAt: now });
  return comments.find(articleId, id, author.id);
}

/** Takes back what `user` said about an article. */
export async function remove(slug, id, user) {
  const articleId = await articleWith(slug);
  const comment = await comments.find(articleId, commentId(id), user.id);
  if (!comment) throw new NotFound('comment');
  if (!comment.isBy(user)) throw new Forbidden('comment');
  await comments.remove(comment.id);
}

/** The id of the article that a slug names. */
async function articleWith(slug) {
  const id = await comments.findArticleId(sought(slug));
  if (id === null) throw new NotFound('article');
  return id;
}
// spar:end
