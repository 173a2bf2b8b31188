import type { Adoption } from "../../plan/adoption";

/** What a preview writes into the file that `adoptVariable` names. */
export type Found = Adoption;
/** A resource that exists and that the stack wants to create. */
export type Find = Found["finds"][number];
/** A right on an endpoint that exists and that the stack wants to give. */
export type FoundGrant = Found["grants"][number];
