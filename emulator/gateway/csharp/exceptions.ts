/** An exception of C#. It fails the call unless the expression catches it. */
export class CSharpException extends Error {
    override readonly name = "CSharpException";

    /** @param type full name, e.g. `System.FormatException` */
    constructor(
        readonly type: string,
        message: string,
    ) {
        super(message);
    }
}

function exception(type: string, message: string): (text?: string) => CSharpException {
    return (text) => new CSharpException(type, text ?? message);
}

/** Texts are those of .NET, in short. */
export const exceptions = {
    argument: exception("System.ArgumentException", "Value does not fall within the expected range."),
    argumentNull: exception("System.ArgumentNullException", "Value cannot be null."),
    divideByZero: exception("System.DivideByZeroException", "Attempted to divide by zero."),
    format: exception("System.FormatException", "Input string was not in a correct format."),
    indexOutOfRange: exception("System.IndexOutOfRangeException", "Index was outside the bounds of the array."),
    invalidCast: exception("System.InvalidCastException", "Unable to cast the object to the type."),
    invalidOperation: exception(
        "System.InvalidOperationException",
        "Operation is not valid due to the current state of the object.",
    ),
    jsonReader: exception("Newtonsoft.Json.JsonReaderException", "The text is not the JSON that is asked for."),
    json: exception("Newtonsoft.Json.JsonException", "The path selects no token."),
    keyNotFound: exception(
        "System.Collections.Generic.KeyNotFoundException",
        "The given key was not present in the dictionary.",
    ),
    nullReference: exception("System.NullReferenceException", "Object reference not set to an instance of an object."),
    outOfMemory: exception("System.OutOfMemoryException", "The expression makes too much."),
    outOfRange: exception(
        "System.ArgumentOutOfRangeException",
        "Specified argument was out of the range of valid values.",
    ),
    overflow: exception("System.OverflowException", "Arithmetic operation resulted in an overflow."),
    regexParse: exception(
        "System.ArgumentException",
        "The pattern of a regular expression is not written as .NET has it.",
    ),
} as const;
