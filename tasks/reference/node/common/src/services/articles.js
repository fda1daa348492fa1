// spar:begin articles
import { randomBytes } from 'node:crypto';
import { Article, articleChanges, draft, slugFrom } from '../models/article.js';
import { Forbidden, NotFound, Taken } from '../models/errors.js';
import { sought } from '../models/fields.js';
import { page } from '../models/page.js';
import * as articles from '../repositories/articles.js';

/** One page of the articles that match every filter (`tag`, and `author` and `favorited` by username), newest first. */
export async function list({ tag, author, favorited, limit, offset }, viewer) {
  const filters = { tag: sought(tag), author: sought(author), favorited: sought(favorited) };
  return articles.list({ ...filters, ...page({ limit, offset }) }, viewer?.id);
}

/** One page of what the people whom `viewer` follows have written, newest first. */
export async function feed({ limit, offset }, viewer) {
  return articles.list({ followedBy: viewer.id, ...page({ limit, offset }) }, viewer.id);
}

/** One article as `viewer` (null: a stranger) sees it. */
export async function get(slug, viewer) {
  const article = await articles.findBySlug(sought(slug), viewer?.id);
  if (!article) throw new NotFound('article');
  return article;
}

/** Publishes an article. */
export async function create(input, author) {
  const values = draft(input);
  const now = new Date();
  const slug = await withFreeSlug(slugFrom(values.title), (slug) =>
    articles.create({ ...values, slug, authorId: author.id, createdAt: now, updatedAt: now }),
  );
  return get(slug, author);
}

/** Changes an article; a new title brings a new slug, and what `input` doesn't name stays. */
export async function update(slug, input, user) {
  const article = await ownArticle(slug, user);
  const changed = new Article({ ...article, ...articleChanges(input), updatedAt: new Date() });
  if (changed.title === article.title) {
    await articles.save(changed);
  } else {
    const wish = slugFrom(changed.title);
    await withFreeSlug(wish === slug ? distinct(wish) : wish, (slug) => {
      changed.slug = slug;
      return articles.save(changed);
    });
  }
  return changed;
}

/** Deletes an article with all that hangs on it. */
export async function remove(slug, user) {
  const article = await ownArticle(slug, user);
  await articles.remove(article.id);
}

/** Makes the article one of `user`'s favorites. */
export async function favorite(slug, user) {
  const article = await get(slug, user);
  await articles.favorite(article.id, user.id);
  return get(slug, user);
}

/** Makes the article none of `user`'s favorites. */
export async function unfavorite(slug, user) {
  const article = await get(slug, user);
  await articles.unfavorite(article.id, user.id);
  return get(slug, user);
}

async function ownArticle(slug, user) {
  const article = await get(slug, user);
  if (!article.isBy(user)) throw new Forbidden('article');
  return article;
}

/** Saves under the slug that was wished for, or when that is taken under one like it; gives the slug it became. */
async function withFreeSlug(wish, save) {
  try {
    await save(wish);
    return wish;
  } catch (error) {
    if (!(error instanceof Taken)) throw error;
    const slug = distinct(wish);
    await save(slug);
    return slug;
  }
}

function distinct(slug) {
  return `${slug}-${randomBytes(4).toString('hex')}`;
}
// spar:end
