/** Names the file into which a preview writes what is in place, for `npm run adopt`, instead of declaring anything. */
export const adoptVariable = "SERVING_GATEWAY_ADOPT";
