import { apps } from "./apps";
import { endpoints } from "./endpoints";
import { models } from "./models";
import { groups, products } from "./products";
import { rows } from "./rows";
import { type KeysAt, mayStandAt, type ValueAt } from "./setting";

const { workspace, workspaces, service, ...others } = rows;

/** Every setting by its key, in the order of docs/settings.md. */
export const settings = { workspace, workspaces, service, endpoints, models, apps, products, groups, ...others };

/** A key of the stack's configuration. */
export type StackKey = KeysAt<typeof settings, "stack">;

/** What a stack says, key by key. */
export type StackValues = { readonly [Key in StackKey]: ValueAt<(typeof settings)[Key], "stack"> };

/** Every key of the stack's configuration. */
export const stackKeys = (Object.keys(settings) as (keyof typeof settings)[]).filter((key): key is StackKey =>
    mayStandAt(settings[key], "stack"),
);

/** Every key that stands at endpoints alone. */
export const endpointKeys: readonly string[] = Object.keys(settings).filter(
    (key) => !stackKeys.some((own) => own === key),
);
