/** The types that C# has keywords for, by these (C# 7.0, 8.1): `int` is `Int32`. */
export const keywordTypes: ReadonlyMap<string, string> = new Map([
    ["bool", "Boolean"],
    ["byte", "Byte"],
    ["char", "Char"],
    ["decimal", "Decimal"],
    ["double", "Double"],
    ["float", "Single"],
    ["int", "Int32"],
    ["long", "Int64"],
    ["object", "Object"],
    ["sbyte", "SByte"],
    ["short", "Int16"],
    ["string", "String"],
    ["uint", "UInt32"],
    ["ulong", "UInt64"],
    ["ushort", "UInt16"],
    ["void", "Void"],
]);
