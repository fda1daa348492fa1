// spar:begin articles
import { UniqueConstraintError } from 'sequelize';
import { Article } from '../models/article.js';
import { Taken } from '../models/errors.js';
import { write } from './connection.js';
import * as database from './database.js';
import { profilesSeenBy } from './profiles.js';

const NEWEST_FIRST = [
  ['createdAt', 'DESC'],
  ['id', 'DESC'],
];

/** One page of the articles that match every filter, newest first, as the viewer sees them; and how many match. */
export async function list({ tag, author, favorited, followedBy, limit, offset }, viewerId = null) {
  const { rows, count } = await database.Article.findAndCountAll({
    include: matching({ tag, author, favorited, followedBy }),
    order: NEWEST_FIRST,
    limit,
    offset,
    distinct: true,
    // Each filter joins at most one row to an article, so the limit can count joined rows.
    subQuery: false,
  });
  return { articles: await seenBy(viewerId, rows), count };
}

/** The article with this slug as the viewer sees it, or null. */
export async function findBySlug(slug, viewerId = null) {
  const row = await database.Article.findOne({ where: { slug }, include: 'author' });
  return row ? (await seenBy(viewerId, [row]))[0] : null;
}

/** Stores a new article; throws Taken when another one has its slug. */
export async function create({ tagList, ...values }) {
  await refusingTaken(async (transaction) => {
    const { id } = await database.Article.create(values, { transaction });
    await storeTags(id, tagList, transaction);
  });
}

/** Stores what an article has become; throws Taken when another one has its slug. */
export async function save({ id, slug, title, description, body, tagList, updatedAt }) {
  await refusingTaken(async (transaction) => {
    await database.Article.update({ slug, title, description, body, updatedAt }, { where: { id }, transaction });
    await database.ArticleTag.destroy({ where: { articleId: id }, transaction });
    await storeTags(id, tagList, transaction);
  });
}

/** Deletes an article; its tags, favorites and comments go with it. */
export async function remove(id) {
  await write((transaction) => database.Article.destroy({ where: { id }, transaction }));
}

export async function favorite(id, userId) {
  await write((transaction) =>
    database.Favorite.bulkCreate([{ articleId: id, userId }], { ignoreDuplicates: true, transaction }),
  );
}

export async function unfavorite(id, userId) {
  await write((transaction) => database.Favorite.destroy({ where: { articleId: id, userId }, transaction }));
}

function matching({ tag, author, favorited, followedBy }) {
  const writer = { association: 'author', required: true };
  if (author !== undefined) writer.where = { username: author };
  if (followedBy !== undefined) {
    writer.include = { association: 'followers', attributes: ['id'], where: { id: followedBy } };
  }
  const joined = [writer];
  if (tag !== undefined) joined.push({ association: 'tags', where: { tag } });
  if (favorited !== undefined) joined.push({ association: 'fans', attributes: ['id'], where: { username: favorited } });
  return joined;
}

async function storeTags(articleId, tagList, transaction) {
  const rows = tagList.map((tag, position) => ({ articleId, position, tag }));
  await database.ArticleTag.bulkCreate(rows, { transaction });
}

async function refusingTaken(work) {
  try {
    await write(work);
  } catch (error) {
    throw error instanceof UniqueConstraintError ? new Taken(['slug']) : error;
  }
}

/** Rows with their authors as the viewer sees them, in a fixed number of queries. */
async function seenBy(viewerId, rows) {
  const articleId = rows.map(({ id }) => id);
  const [tags, counts, favorites, profiles] = await Promise.all([
    database.ArticleTag.findAll({ where: { articleId }, order: ['position'] }),
    database.Favorite.count({ where: { articleId }, attributes: ['articleId'], group: ['articleId'] }),
    viewerId === null ? [] : database.Favorite.findAll({ where: { articleId, userId: viewerId } }),
    profilesSeenBy(
      viewerId,
      rows.map(({ author }) => author),
    ),
  ]);
  const countOf = new Map(counts.map(({ articleId, count }) => [articleId, count]));
  const favorited = new Set(favorites.map(({ articleId }) => articleId));
  return rows.map(
    (row) =>
      new Article({
        ...row.get(),
        tagList: tags.filter(({ articleId }) => articleId === row.id).map(({ tag }) => tag),
        favorited: favorited.has(row.id),
        favoritesCount: countOf.get(row.id) ?? 0,
        author: profiles.get(row.authorId),
      }),
  );
}
// spar:end
