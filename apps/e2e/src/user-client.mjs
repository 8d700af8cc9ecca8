// The article's gRPC client: `node user-client.mjs localhost:50051 7` prints the user.
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';

const proto = fileURLToPath(import.meta.resolve('@ecomm/contracts/proto/ecomm/users/users.proto'));
const packageDefinition = protoLoader.loadSync(proto, {
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
});
const userProto = grpc.loadPackageDefinition(packageDefinition);
const [address, userId] = process.argv.slice(2);
const client = new userProto.ecomm.users.UserService(address, grpc.credentials.createInsecure());

client.GetUser({ user_id: userId }, { deadline: Date.now() + 3_000 }, (error, response) => {
  if (error) throw error;
  console.log(JSON.stringify(response));
  client.close();
});
