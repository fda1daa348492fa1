import { createServer } from 'node:http';
import * as articles from '../services/articles.js';
import * as comments from '../services/comments.js';
import * as profiles from '../services/profiles.js';
import * as tags from '../services/tags.js';
import { issue } from '../services/tokens.js';
import * as users from '../services/users.js';
import { articleView, articlesView, commentView, profileView, userView } from './views.js';

const STATUS = { unauthorized: 401, 'not-found': 404, forbidden: 403, invalid: 422 };
const seen = (article) => ({ article: articleView(article) });
const account = (user) => ({ user: userView(user, issue(user)) });

/** Method, path, who may ask (`free` strangers too, `mine` only people, `open` without looking), what is answered. */
const ROUTES = [
  ['GET', '/health-check', 'open', () => ({ status: 'ok' })],
  ['POST', '/users', 'open', async ({ body }) => account(await users.register(body.user)), 201],
  ['POST', '/users/login', 'open', async ({ body }) => account(await users.logIn(body.user))],
  ['GET', '/user', 'mine', ({ who }) => account(who)],
  ['PUT', '/user', 'mine', async ({ who, body }) => account(await users.update(who, body.user))],
  ['GET', '/profiles/:name', 'free', async ({ who, name }) => ({ profile: profileView(await profiles.get(name, who)) })],
  ['POST', '/profiles/:name/follow', 'mine',
    async ({ who, name }) => ({ profile: profileView(await profiles.follow(name, who)) })],
  ['DELETE', '/profiles/:name/follow', 'mine',
    async ({ who, name }) => ({ profile: profileView(await profiles.unfollow(name, who)) })],
  ['GET', '/tags', 'open', async () => ({ tags: await tags.list() })],
  ['GET', '/articles', 'free', async ({ who, query }) => articlesView(await articles.list(query, who))],
  ['GET', '/articles/feed', 'mine', async ({ who, query }) => articlesView(await articles.feed(query, who))],
  ['POST', '/articles', 'mine', async ({ who, body }) => seen(await articles.create(body.article, who)), 201],
  ['GET', '/articles/:slug', 'free', async ({ who, slug }) => seen(await articles.get(slug, who))],
  ['PUT', '/articles/:slug', 'mine', async ({ who, slug, body }) => seen(await articles.update(slug, body.article, who))],
  ['DELETE', '/articles/:slug', 'mine', ({ who, slug }) => articles.remove(slug, who), 204],
  ['POST', '/articles/:slug/favorite', 'mine', async ({ who, slug }) => seen(await articles.favorite(slug, who))],
  ['DELETE', '/articles/:slug/favorite', 'mine', async ({ who, slug }) => seen(await articles.unfavorite(slug, who))],
  ['GET', '/articles/:slug/comments', 'free',
    async ({ who, slug }) => ({ comments: (await comments.list(slug, who)).map(commentView) })],
  ['POST', '/articles/:slug/comments', 'mine',
    async ({ who, slug, body }) => ({ comment: commentView(await comments.create(slug, body.comment, who)) }), 201],
  ['DELETE', '/articles/:slug/comments/:id', 'mine', ({ who, slug, id }) => comments.remove(slug, id, who), 204],
].map(([method, path, may, act, status = 200]) => ({ method, may, act, status, fits: pattern(path) }));

function pattern(path) {
  return new RegExp(`^/api${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
}

export const server = createServer(async (req, res) => {
  try {
    const { status, answer } = await answered(req);
    say(res, status, answer);
  } catch (error) {
    if (error instanceof URIError) say(res, 404, { errors: { path: ['not found'] } });
    else if (error.kind in STATUS) say(res, STATUS[error.kind], { errors: error.errors });
    else {
      console.error(error);
      say(res, 500, { errors: { server: ['something went wrong'] } });
    }
  }
});

async function answered(req) {
  const url = new URL(req.url, 'http://localhost');
  for (const { method, may, act, status, fits } of ROUTES) {
    const found = method === req.method && fits.exec(url.pathname);
    if (!found) continue;
    const named = Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]);
    const body = await bodyOf(req);
    const who = await asking(may, req.headers.authorization);
    const query = Object.fromEntries([...url.searchParams].reverse());
    return { status, answer: await act({ ...Object.fromEntries(named), who, query, body }) };
  }
  return { status: 404, answer: { errors: { path: ['not found'] } } };
}

async function asking(may, header) {
  if (may === 'open' || (may === 'free' && header === undefined)) return null;
  return users.authenticate(/^Token (\S+)$/i.exec(header)?.[1]);
}

async function bodyOf(req) {
  const parts = [];
  for await (const part of req) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts)) ?? {};
  } catch {
    return {};
  }
}

function say(res, status, answer) {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  res.end(status === 204 ? undefined : JSON.stringify(answer));
}
