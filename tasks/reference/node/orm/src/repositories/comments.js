// spar:begin comments
import { Comment } from '../models/comment.js';
import { write } from './connection.js';
import * as database from './database.js';
import { profilesSeenBy } from './profiles.js';

/** The id of the article with this slug, or null. */
export async function findArticleId(slug) {
  const row = await database.Article.findOne({ where: { slug }, attributes: ['id'] });
  return row?.id ?? null;
}

/** An article's comments, oldest first, as the viewer sees them. */
export async function list(articleId, viewerId = null) {
  return seenBy(viewerId, await database.Comment.findAll({ where: { articleId }, include: 'author', order: ['id'] }));
}

/** One of an article's comments as the viewer sees it, or null. */
export async function find(articleId, id, viewerId = null) {
  const rows = await database.Comment.findAll({ where: { articleId, id }, include: 'author' });
  return (await seenBy(viewerId, rows))[0] ?? null;
}

/** Stores a new comment and gives its id. */
export async function create({ body, articleId, authorId, createdAt, updatedAt }) {
  const values = { body, articleId, authorId, createdAt, updatedAt };
  const { id } = await write((transaction) => database.Comment.create(values, { transaction }));
  return id;
}

export async function remove(id) {
  await write((transaction) => database.Comment.destroy({ where: { id }, transaction }));
}

async function seenBy(viewerId, rows) {
  const profiles = await profilesSeenBy(
    viewerId,
    rows.map(({ author }) => author),
  );
  return rows.map((row) => new Comment({ ...row.get(), author: profiles.get(row.authorId) }));
}
// spar:end
