/**
 * What a client needs to know as lines of two columns, for people. Members of objects have the object's name in front,
 * e.g. `servicePrincipal.clientId`.
 */
export function accessTable(access: object): string[] {
    const rows = rowsOf(access, "");
    const width = Math.max(...rows.map(([name]) => name.length)) + 2;
    return rows.map(([name, value]) => `${name.padEnd(width)}${value}`);
}

function rowsOf(value: object, prefix: string): [name: string, value: string][] {
    return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
        typeof member === "object" && member !== null
            ? rowsOf(member, `${prefix}${name}.`)
            : [[`${prefix}${name}`, String(member)] as [string, string]],
    );
}
