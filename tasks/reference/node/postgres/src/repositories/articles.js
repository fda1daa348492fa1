// spar:begin articles
import { Article } from '../models/article.js';
import { Taken } from '../models/errors.js';
import { Profile } from '../models/profile.js';
import { isDuplicate, query, transaction } from './database.js';

const articlesSeenBy = (viewerId) => `
  SELECT articles.*, author.username, author.bio, author.image,
    EXISTS (SELECT FROM follows WHERE follower_id = ${viewerId} AND followed_id = author.id) AS following,
    EXISTS (SELECT FROM favorites WHERE article_id = articles.id AND user_id = ${viewerId}) AS favorited,
    (SELECT count(*)::integer FROM favorites WHERE article_id = articles.id) AS favorites_count,
    ARRAY(SELECT tag FROM article_tags WHERE article_id = articles.id ORDER BY position) AS tag_list
  FROM articles JOIN users AS author ON author.id = articles.author_id
`;

// A filter that is null lets everything pass.
const MATCHING = `
  ($1::text IS NULL OR author.username = $1)
  AND ($2::text IS NULL OR EXISTS (SELECT FROM article_tags WHERE article_id = articles.id AND tag = $2))
  AND ($3::text IS NULL OR EXISTS (
    SELECT FROM favorites JOIN users AS fan ON fan.id = favorites.user_id
    WHERE favorites.article_id = articles.id AND fan.username = $3))
  AND ($4::integer IS NULL OR EXISTS (
    SELECT FROM follows WHERE follower_id = $4 AND followed_id = articles.author_id))
`;

/** One page of the articles that match every filter, newest first, as the viewer sees them; and how many match. */
export async function list({ tag, author, favorited, followedBy, limit, offset }, viewerId = null) {
  const filters = [author, tag, favorited, followedBy];
  const rows = await query(
    `${articlesSeenBy('$5')} WHERE ${MATCHING} ORDER BY created_at DESC, articles.id DESC LIMIT $6 OFFSET $7`,
    [...filters, viewerId, limit, offset],
  );
  const [{ count }] = await query(
    `SELECT count(*)::integer AS count
     FROM articles JOIN users AS author ON author.id = articles.author_id WHERE ${MATCHING}`,
    filters,
  );
  return { articles: rows.map(article), count };
}

/** The article with this slug as the viewer sees it, or null. */
export async function findBySlug(slug, viewerId = null) {
  const [row] = await query(`${articlesSeenBy('$2')} WHERE slug = $1`, [slug, viewerId]);
  return row ? article(row) : null;
}

/** Stores a new article; throws Taken when another one has its slug. */
export async function create({ slug, title, description, body, tagList, authorId, createdAt, updatedAt }) {
  await refusingTaken(async (run) => {
    const [{ id }] = await run(
      `INSERT INTO articles (slug, title, description, body, author_id, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
      [slug, title, description, body, authorId, createdAt, updatedAt],
    );
    await storeTags(run, id, tagList);
  });
}

/** Stores what an article has become; throws Taken when another one has its slug. */
export async function save({ id, slug, title, description, body, tagList, updatedAt }) {
  await refusingTaken(async (run) => {
    await run('UPDATE articles SET slug = $2, title = $3, description = $4, body = $5, updated_at = $6 WHERE id = $1', [
      id,
      slug,
      title,
      description,
      body,
      updatedAt,
    ]);
    await run('DELETE FROM article_tags WHERE article_id = $1', [id]);
    await storeTags(run, id, tagList);
  });
}

/** Deletes an article; its tags, favorites and comments go with it. */
export async function remove(id) {
  await query('DELETE FROM articles WHERE id = $1', [id]);
}

export async function favorite(id, userId) {
  await query('INSERT INTO favorites (article_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [id, userId]);
}

export async function unfavorite(id, userId) {
  await query('DELETE FROM favorites WHERE article_id = $1 AND user_id = $2', [id, userId]);
}

async function storeTags(run, id, tagList) {
  await run(
    `INSERT INTO article_tags (article_id, position, tag)
     SELECT $1, position, tag FROM unnest($2::text[]) WITH ORDINALITY AS given (tag, position)`,
    [id, tagList],
  );
}

async function refusingTaken(work) {
  try {
    await transaction(work);
  } catch (error) {
    throw isDuplicate(error) ? new Taken(['slug']) : error;
  }
}

function article(row) {
  const { author_id: authorId, username, bio, image, following } = row;
  return new Article({
    id: row.id,
    slug: row.slug,
    title: row.title,
    description: row.description,
    body: row.body,
    tagList: row.tag_list,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    favorited: row.favorited,
    favoritesCount: row.favorites_count,
    author: new Profile({ id: authorId, username, bio, image, following }),
  });
}
// spar:end
