const beside =
  'Declare the new operation beside the old, keep the old one working and remove it when its callers are gone.';
const optionalFirst = 'Make it optional with a default that does what was done before.';
const keepInput = 'Go on accepting it, if only to ignore it, until nobody sends it any more.';
const addOutput = 'Answer the new field beside the old one and drop the old when nobody reads it any more.';

/** The compatible way for each rule of HTTP operations. */
export const restRules = {
  'operation-removed': 'Keep the operation, mark it `#deprecated` and remove it when the logs show no caller.',
  'operation-moved': 'Keep the old method and path as an operation of its own beside the new.',
  'operation-renamed':
    'Keep the operation id: the SDK and generated clients are named by it. The path may have another.',
  'auth-required': `Let the old way in stay open, or protect a new operation. ${beside}`,
  'role-required': `Answer the smaller part to those without the role. ${beside}`,
  'parameter-removed': keepInput,
  'parameter-required': optionalFirst,
  'body-required': optionalFirst,
  'body-removed': keepInput,
  'request-media-removed': 'Go on accepting the old content type beside the new.',
  'request-field-removed': keepInput,
  'request-field-required': optionalFirst,
  'request-enum-narrowed': 'Go on accepting the value and map it to what replaces it.',
  'request-tightened':
    'Accept what was accepted; refuse in a new field, a new operation, or with a problem code for the one case that matters.',
  'request-type-changed': 'Add a field of the new type beside the old one and accept both.',
  'request-null-refused': 'Go on accepting null and take it as left out.',
  'request-default-changed': 'Keep the default; who wants the new behaviour asks for it by a value.',
  'request-closed': 'Go on accepting members that are not declared.',
  'success-removed':
    'Keep answering this status. A new way to succeed belongs to a new operation or an optional parameter.',
  'success-added':
    'Answer the status that clients know; ask for the new one by an optional parameter or header (`Prefer: respond-async`).',
  'problem-moved': 'Keep the code with its status and give the new status a code of its own.',
  'response-media-added': 'Send the new content type only to who asks for it by `Accept` or a new operation.',
  'response-body-removed': addOutput,
  'response-header-removed': 'Go on sending the header.',
  'response-header-optional': 'Go on sending the header always.',
  'response-field-removed': addOutput,
  'response-field-optional': 'Go on sending it always, with an empty or zero value where there is nothing to say.',
  'response-null-added': 'Leave the type and say the new case in a new field.',
  'response-enum-widened':
    'Answer the nearest old value and the new one in a new field: exhaustive clients have no case for it.',
  'response-type-changed': 'Answer a field of the new type beside the old one.',
  'response-loosened': 'Keep the format: clients parse by it. Put what does not fit in a new field.',
} as const;
