// spar:begin tags
import { Router } from 'express';
import * as service from '../services/tags.js';

/** /tags */
export const tags = Router();

tags.get('/', async (req, res) => {
  res.json({ tags: await service.list() });
});
// spar:end
