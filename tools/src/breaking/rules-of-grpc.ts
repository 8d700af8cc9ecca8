const beside = 'Add a method beside the old one and move the callers over; remove the old when no one calls it.';

/** The compatible way for each rule of gRPC. */
export const grpcRules = {
  'grpc-method-removed': beside,
  'grpc-service-removed': 'Serve the old service name beside the new one until its callers are gone.',
  'grpc-package-renamed':
    'Keep the package: it is part of every method name on the wire. Put new things in a new package.',
  'grpc-message-changed': beside,
  'grpc-field-removed':
    'Keep sending the field. Without it callers read 0 or empty. When no one reads it: reserve its number and name.',
  'grpc-field-renumbered': 'Numbers are forever: give the field its old number back.',
  'grpc-field-renamed': 'Keep the name, or add a field with the new name and a new number and fill both.',
  'grpc-field-type-changed': 'Add a field of the new type with a new number and fill both.',
  'grpc-field-presence-changed':
    'Leave `optional` as it is: code that tests for absence reads an empty value instead, or the other way round.',
  'grpc-changed': 'Leave it as it is and add what is new beside it.',
} as const;
