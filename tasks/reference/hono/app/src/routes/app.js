import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
// spar:begin articles
import { articles } from './articles.js';
// spar:end
// spar:begin comments
import { comments } from './comments.js';
// spar:end
import { notFound, tellError, tellTooLarge } from './errors.js';
// spar:begin profiles
import { profiles } from './profiles.js';
// spar:end
// spar:begin tags
import { tags } from './tags.js';
// spar:end
import { user, users } from './users.js';

const MEGABYTE = 1024 * 1024;

export const app = new Hono().basePath('/api');

app.use(bodyLimit({ maxSize: MEGABYTE, onError: tellTooLarge }));
app.onError(tellError);
app.notFound(notFound);

app.get('/health-check', (c) => c.json({ status: 'ok' }));
app.route('/users', users);
app.route('/user', user);
// spar:begin profiles
app.route('/profiles', profiles);
// spar:end
// spar:begin articles
app.route('/articles', articles);
// spar:end
// spar:begin comments
app.route('/articles/:slug/comments', comments);
// spar:end
// spar:begin tags
app.route('/tags', tags);
// spar:end
