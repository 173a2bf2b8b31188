import type * as pulumi from "@pulumi/pulumi";

/** Makes each thing after the one before it: the service refuses writes to one entity that come at the same time. */
export function chain<Made extends pulumi.Resource>(first: readonly pulumi.Resource[] = []) {
    let before = [...first];
    return (make: (dependsOn: pulumi.Resource[]) => Made): Made => {
        const made = make(before);
        before = [...first, made];
        return made;
    };
}
