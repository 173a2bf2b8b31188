import type * as pulumi from "@pulumi/pulumi";

/**
 * Changes what a child of a component is declared with, for what the component's arguments do not cover: members that
 * replace its own, or a function that changes copies of them in place. A change of an identifier or a path is not seen by
 * the checks of a preview.
 */
export type Transform<Args> =
    Partial<Args> | ((args: Args, options: pulumi.CustomResourceOptions, name: string) => void);

/** What a resource's constructor takes, once it is transformed. */
export function transformed<Args extends object>(
    transform: Transform<Args> | undefined,
    name: string,
    args: Args,
    options: pulumi.CustomResourceOptions,
): [name: string, args: Args, options: pulumi.CustomResourceOptions] {
    if (typeof transform !== "function") return [name, { ...args, ...transform }, options];
    const own = { args: { ...args }, options: { ...options } };
    transform(own.args, own.options, name);
    return [name, own.args, own.options];
}
