/**
 * What a program of its own declares. `ServingGateway` is where to begin; the others are its children, and can be declared
 * by themselves.
 */
export { EndpointSpec, type EndpointSpecArgs } from "./api/endpointSpec";
export { ServingApi, type ServingApiArgs } from "./api/servingApi";
export type { ServiceReference } from "./gateway/existingService";
export { ServingGateway } from "./gateway/servingGateway";
export type { ServingGatewayArgs } from "./gateway/servingGatewayArgs";
export { ServingProduct, type ServingProductArgs } from "./products/servingProduct";
