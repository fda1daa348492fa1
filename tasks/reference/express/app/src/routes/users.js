import { Router } from 'express';
import { issue } from '../services/tokens.js';
import * as service from '../services/users.js';
import { userRequired } from './authentication.js';
import { userView } from './views.js';

/** /users: accounts are opened and entered here. */
export const users = Router();

users.post('/', async (req, res) => {
  const user = await service.register(req.body?.user);
  res.status(201).json({ user: userView(user, issue(user)) });
});

users.post('/login', async (req, res) => {
  const user = await service.logIn(req.body?.user);
  res.json({ user: userView(user, issue(user)) });
});

/** /user: the account of whoever is asking. */
export const user = Router();

user.use(userRequired);

user.get('/', (req, res) => {
  res.json({ user: userView(req.user, issue(req.user)) });
});

user.put('/', async (req, res) => {
  const changed = await service.update(req.user, req.body?.user);
  res.json({ user: userView(changed, issue(changed)) });
});
