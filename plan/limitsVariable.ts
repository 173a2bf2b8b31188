/** Names the file into which a preview writes what the stack needs, for `npm run limits`, instead of declaring anything. */
export const limitsVariable = "SERVING_GATEWAY_LIMITS";
