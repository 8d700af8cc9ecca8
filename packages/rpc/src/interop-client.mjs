// The article's client (its step 20), run by Node: prints what GetUser answers.
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const [, , proto, address, userId] = process.argv;

const packageDefinition = protoLoader.loadSync(proto, {
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
});

const userProto = grpc.loadPackageDefinition(packageDefinition);
const client = new userProto.ecomm.users.UserService(address, grpc.credentials.createInsecure(), {
  'grpc.enable_http_proxy': 0,
});

client.GetUser({ user_id: userId }, (err, response) => {
  console.log(JSON.stringify(err ? { code: err.code, details: err.details } : response));
  client.close();
});
