// Creates, reads and deletes a device and its module with Microsoft's service SDK.
// Usage: registry_client.mjs <connection string>; a JSON object a line on standard output.

import service from 'azure-iothub';

const say = (what) => console.log(JSON.stringify(what));
const registry = service.Registry.fromConnectionString(process.argv[2]);
const device = { deviceId: 'dev-0007', authentication: { type: 'sas', symmetricKey: { primaryKey: 'cHJpbWFyeQ==', secondaryKey: 'c2Vjb25kYXJ5' } } };
const module = { deviceId: 'dev-0007', moduleId: 'azureiotsecurity' };
const refusal = async (asked) => asked.then(() => 'none', (error) => `${error.name} ${error.response.statusCode}`);

say({ created: (await registry.create(device)).responseBody });
say({ again: await refusal(registry.create(device)) });
say({ module: (await registry.addModule(module)).responseBody });
say({ read: (await registry.get('dev-0007')).responseBody });
say({ read_module: (await registry.getModule('dev-0007', 'azureiotsecurity')).responseBody });
say({ modules: (await registry.getModulesOnDevice('dev-0007')).responseBody });
say({ query: (await registry.createQuery('SELECT * FROM devices.modules', 10).nextAsTwin()).result });
await registry.removeModule('dev-0007', 'azureiotsecurity');
say({ read_deleted_module: await refusal(registry.getModule('dev-0007', 'azureiotsecurity')) });
await registry.delete('dev-0007');
say({ read_deleted: await refusal(registry.get('dev-0007')) });
