/**
 * Text of a workspace as it may stand in what people read: the developer portal renders descriptions as Markdown, which
 * takes HTML as it is. Nothing begins a tag without `<`, and no reference stands for it there (CommonMark 0.31.2, 2.5).
 */
export function withoutTags(text: string): string {
    return text.replaceAll("<", "&lt;");
}
