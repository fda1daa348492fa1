// spar:begin articles
import { Article } from '../models/article.js';
import { Taken } from '../models/errors.js';
import { Profile } from '../models/profile.js';
import { database } from './database.js';

const ARTICLES = `
  SELECT articles.*, author.username, author.bio, author.image,
    EXISTS (SELECT 1 FROM follows WHERE follower_id = @viewerId AND followed_id = author.id) AS following,
    EXISTS (SELECT 1 FROM favorites WHERE article_id = articles.id AND user_id = @viewerId) AS favorited,
    (SELECT count(*) FROM favorites WHERE article_id = articles.id) AS favorites_count,
    (SELECT json_group_array(tag ORDER BY position) FROM article_tags WHERE article_id = articles.id) AS tag_list
  FROM articles JOIN users AS author ON author.id = articles.author_id
`;

// A filter that is null lets everything pass.
const MATCHING = `
  (@author IS NULL OR author.username = @author)
  AND (@tag IS NULL OR EXISTS (SELECT 1 FROM article_tags WHERE article_id = articles.id AND tag = @tag))
  AND (@favorited IS NULL OR EXISTS (
    SELECT 1 FROM favorites JOIN users AS fan ON fan.id = favorites.user_id
    WHERE favorites.article_id = articles.id AND fan.username = @favorited))
  AND (@followedBy IS NULL OR EXISTS (
    SELECT 1 FROM follows WHERE follower_id = @followedBy AND followed_id = articles.author_id))
`;

/** One page of the articles that match every filter, newest first, as the viewer sees them; and how many match. */
export async function list(filters, viewerId = null) {
  const { tag = null, author = null, favorited = null, followedBy = null, limit, offset } = filters;
  const matching = { tag, author, favorited, followedBy };
  const rows = database
    .prepare(`${ARTICLES} WHERE ${MATCHING} ORDER BY created_at DESC, articles.id DESC LIMIT @limit OFFSET @offset`)
    .all({ ...matching, viewerId, limit, offset });
  const { count } = database
    .prepare(
      `SELECT count(*) AS count FROM articles JOIN users AS author ON author.id = articles.author_id WHERE ${MATCHING}`,
    )
    .get(matching);
  return { articles: rows.map(article), count };
}

/** The article with this slug as the viewer sees it, or null. */
export async function findBySlug(slug, viewerId = null) {
  const row = database.prepare(`${ARTICLES} WHERE slug = @slug`).get({ slug, viewerId });
  return row ? article(row) : null;
}

/** Stores a new article; throws Taken when another one has its slug. */
export async function create(values) {
  storeNew(values);
}

/** Stores what an article has become; throws Taken when another one has its slug. */
export async function save(changed) {
  storeChanged(changed);
}

/** Deletes an article; its tags, favorites and comments go with it. */
export async function remove(id) {
  database.prepare('DELETE FROM articles WHERE id = ?').run(id);
}

export async function favorite(id, userId) {
  database.prepare('INSERT INTO favorites (article_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING').run(id, userId);
}

export async function unfavorite(id, userId) {
  database.prepare('DELETE FROM favorites WHERE article_id = ? AND user_id = ?').run(id, userId);
}

const storeNew = database.transaction(({ slug, title, description, body, tagList, authorId, createdAt, updatedAt }) => {
  refuseTaken(slug, 0);
  const { lastInsertRowid } = database
    .prepare(
      `INSERT INTO articles (slug, title, description, body, author_id, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(slug, title, description, body, authorId, createdAt.toISOString(), updatedAt.toISOString());
  storeTags(lastInsertRowid, tagList);
});

const storeChanged = database.transaction(({ id, slug, title, description, body, tagList, updatedAt }) => {
  refuseTaken(slug, id);
  database
    .prepare('UPDATE articles SET slug = ?, title = ?, description = ?, body = ?, updated_at = ? WHERE id = ?')
    .run(slug, title, description, body, updatedAt.toISOString(), id);
  database.prepare('DELETE FROM article_tags WHERE article_id = ?').run(id);
  storeTags(id, tagList);
});

function storeTags(id, tagList) {
  const insert = database.prepare('INSERT INTO article_tags (article_id, position, tag) VALUES (?, ?, ?)');
  tagList.forEach((tag, position) => insert.run(id, position, tag));
}

function refuseTaken(slug, id) {
  if (database.prepare('SELECT 1 FROM articles WHERE slug = ? AND id <> ?').get(slug, id)) throw new Taken(['slug']);
}

function article(row) {
  const { author_id: authorId, username, bio, image, following } = row;
  return new Article({
    id: row.id,
    slug: row.slug,
    title: row.title,
    description: row.description,
    body: row.body,
    tagList: JSON.parse(row.tag_list),
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    favorited: Boolean(row.favorited),
    favoritesCount: row.favorites_count,
    author: new Profile({ id: authorId, username, bio, image, following: Boolean(following) }),
  });
}
// spar:end
