import express, { Router } from 'express';
// spar:begin articles
import { articles } from './articles.js';
// spar:end
// spar:begin comments
import { comments } from './comments.js';
// spar:end
import { notFound, tellErrors, tolerateUnreadableBody } from './errors.js';
// spar:begin profiles
import { profiles } from './profiles.js';
// spar:end
// spar:begin tags
import { tags } from './tags.js';
// spar:end
import { user, users } from './users.js';

const api = Router();
api.use(express.json({ limit: '1mb' }), tolerateUnreadableBody);
api.get('/health-check', (req, res) => res.json({ status: 'ok' }));
api.use('/users', users);
api.use('/user', user);
// spar:begin profiles
api.use('/profiles', profiles);
// spar:end
// spar:begin articles
api.use('/articles', articles);
// spar:end
// spar:begin comments
api.use('/articles/:slug/comments', comments);
// spar:end
// spar:begin tags
api.use('/tags', tags);
// spar:end

export const app = express();
app.disable('x-powered-by');
app.use('/api', api);
app.use(notFound);
app.use(tellErrors);
