// Sequelize over sqlite3 as apps use it: constraints, associations, transactions, counts; prints what it saw.
'use strict';
const { Sequelize, DataTypes, Op, fn, col } = require('sequelize');

async function main() {
  const sequelize = new Sequelize({ dialect: 'sqlite', storage: `${process.argv.at(-1)}/app.db`, logging: false });
  const User = sequelize.define('User', { email: { type: DataTypes.STRING, unique: true, allowNull: false } });
  const Post = sequelize.define('Post', { title: DataTypes.STRING, tags: DataTypes.JSON, at: DataTypes.DATE, ok: DataTypes.BOOLEAN });
  Post.belongsTo(User, { foreignKey: { allowNull: false }, onDelete: 'CASCADE' });
  User.hasMany(Post);
  User.belongsToMany(User, { as: 'Followed', through: 'Follows', foreignKey: 'follower', otherKey: 'followed' });
  await sequelize.sync({ force: true });
  const [ann, bob] = await User.bulkCreate([{ email: 'ann' }, { email: 'bob' }]);
  console.log(ann.id, bob.id);
  console.log((await User.create({ email: 'ann' }).catch((error) => error)).name);
  console.log((await User.create({}).catch((error) => error)).name);
  console.log((await Post.create({ title: 'lost', UserId: 99 }).catch((error) => error)).name);
  const post = await Post.create({ title: 'one', tags: ['a', 'b'], at: new Date(0), ok: true, UserId: ann.id });
  const read = await Post.findByPk(post.id, { include: User });
  console.log(read.tags, read.at.toISOString(), read.ok, read.User.email);
  await bob.addFollowed(ann);
  console.log(await bob.hasFollowed(ann), await bob.countFollowed(), await ann.countFollowed());
  await sequelize.transaction(async (transaction) => {
    await Post.create({ title: 'two', UserId: bob.id }, { transaction });
    await Post.create({ title: 'three', UserId: bob.id }, { transaction });
  });
  await sequelize.transaction(async (transaction) => {
    await Post.create({ title: 'never', UserId: bob.id }, { transaction });
    throw new Error('undone');
  }).catch((error) => console.log(error.message));
  const found = await Post.findAndCountAll({ where: { title: { [Op.like]: 't%' } }, order: [['title', 'ASC']], limit: 1, offset: 1 });
  console.log(found.count, found.rows.map((one) => one.title));
  console.log(await Post.findAll({ attributes: ['UserId', [fn('COUNT', col('id')), 'n']], group: ['UserId'], raw: true }));
  const [, created] = await User.findOrCreate({ where: { email: 'bob' } });
  console.log(created, (await User.upsert({ id: 2, email: 'rob' }))[1], (await User.findByPk(2)).email);
  console.log((await Post.update({ ok: false }, { where: { UserId: 2 } }))[0], await Post.increment('id', { by: 0, where: { id: 1 } }).then(() => 'added'));
  await Promise.all([1, 2, 3, 4, 5].map((n) => User.create({ email: `u${n}` })));
  await ann.destroy();
  console.log(await Post.count(), await User.count());
  console.log((await sequelize.query('SELECT 1 + 1 AS two', { type: 'SELECT' })), (await sequelize.query('SELECT :n AS n', { replacements: { n: 'x' } }))[0]);
  await sequelize.close();
}

main();
