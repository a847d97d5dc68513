// The same functions, from CommonJS.

// #region require
const { countPrimes } = require('rayon-pool');

countPrimes(1_000_000).then((count) => console.log(count)); // 78498
// #endregion
