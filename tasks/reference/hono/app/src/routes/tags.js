// spar:begin tags
import { Hono } from 'hono';
import * as service from '../services/tags.js';

/** /tags */
export const tags = new Hono().get('/', async (c) => c.json({ tags: await service.list() }));
// spar:end
