/** A policy document with these sections. */
export function policies(sections: Record<string, string>): string {
    const parts = Object.entries(sections).map(([name, inner]) => `<${name}>${inner}</${name}>`);
    return `<policies>${parts.join("")}</policies>`;
}

export function setHeader(name: string, value: string, action = "override"): string {
    return `<set-header name="${name}" exists-action="${action}"><value>${value}</value></set-header>`;
}
