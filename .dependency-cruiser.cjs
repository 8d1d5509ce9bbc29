/** Who may import whom: contracts <- adapters, contracts <- services; tests may see all. A test lies beside its code and may see tests/. */
module.exports = {
  forbidden: [
    {
      name: 'contracts-are-leaves',
      severity: 'error',
      from: { path: '^contracts/', pathNot: '[.]test[.]ts$' },
      to: { path: '^(adapters|services|tests)/|node_modules/(?!typebox)' }
    },
    {
      name: 'adapters-know-only-contracts',
      severity: 'error',
      from: { path: '^adapters/', pathNot: '[.]test[.]ts$' },
      to: { path: '^(services|tests)/' }
    },
    {
      name: 'adapters-do-not-know-each-other',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/([^/]+)/', pathNot: '^adapters/(kit|$1)/' }
    },
    {
      name: 'kits-know-no-tenant',
      severity: 'error',
      from: { path: '^(adapters|services)/kit/' },
      to: { path: '^(adapters|services)/(?!kit/)' }
    },
    {
      name: 'services-do-not-know-each-other',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/hub/|[.]test[.]tsx?$' },
      to: { path: '^services/([^/]+)/', pathNot: '^services/(kit|$1)/' }
    },
    {
      name: 'the-launcher-sees-only-front-doors',
      severity: 'error',
      from: { path: '^services/hub/', pathNot: '[.]test[.]ts$' },
      to: { path: '^services/(?!hub/|kit/)[^/]+/(?!app[.]ts$)' }
    },
    {
      name: 'services-do-not-import-adapters',
      severity: 'error',
      from: { path: '^services/', pathNot: '[.]test[.]ts$' },
      to: { path: '^adapters/' }
    },
    {
      name: 'the-desktop-takes-only-contracts',
      severity: 'error',
      from: { path: '^services/desktop/', pathNot: '[.]test[.]tsx?$' },
      to: { path: '^(adapters|tests|services/(?!desktop/))' }
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { path: '^(contracts|adapters|services)/', pathNot: '[.](test|fixture)[.]tsx?$' },
      to: { path: '^tests/|[.](test|fixture)[.]tsx?$' }
    },
    {
      name: 'vendor-packages-stay-in-one-file',
      severity: 'error',
      from: { path: '^(contracts|adapters|services)/', pathNot: '/client[.]ts$' },
      to: { path: 'node_modules/(asterisk-manager|ari-client|imapflow|nodemailer)' }
    },
    {
      name: 'only-the-core-owns-the-database',
      severity: 'error',
      from: { path: '^services/', pathNot: '^services/(crm|kit|hub)/|[.]test[.]ts$' },
      to: { path: 'node_modules/(pg|node-pg-migrate)/' }
    },
    {
      name: 'pure-cores-do-no-io',
      severity: 'error',
      from: { path: '^adapters/[^/]+/(model|normalise)', pathNot: '[.]test[.]ts$' },
      to: { dependencyTypes: ['core', 'npm'] }
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } }
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' }
  }
}
