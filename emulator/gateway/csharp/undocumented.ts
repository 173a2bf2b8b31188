function under(namespace: string, names: string): string[] {
    return names.split(/\s+/).map((name) => `${namespace}.${name}`);
}

/** Types of .NET Framework that policy expressions can't use, as far as anyone would try: 501 rather than 400. */
export const undocumented: ReadonlySet<string> = new Set([
    ...under(
        "System",
        "Activator AggregateException AppContext AppDomain ArgumentException ArgumentNullException ArgumentOutOfRangeException " +
            "ArithmeticException ArraySegment Attribute Buffer Console ConsoleColor ConsoleKey DBNull DayOfWeek Delegate " +
            "DivideByZeroException Environment EventArgs FormatException FormattableString GC HashCode IComparable IConvertible " +
            "ICloneable IDisposable IEquatable IFormattable IFormatProvider IndexOutOfRangeException InvalidCastException " +
            "InvalidOperationException IObservable IProgress IntPtr KeyNotFoundException Lazy Nullable NotImplementedException " +
            "NotSupportedException NullReferenceException ObjectDisposedException OperationCanceledException OutOfMemoryException " +
            "OverflowException Progress StackOverflowException TimeoutException Type TypeCode UIntPtr UriBuilder UriFormatException " +
            "UriHostNameType UriKind UriComponents UriFormat ValueType Version WeakReference Array BitConverter Random TimeZone " +
            "TimeZoneInfo UriPartial MulticastDelegate Comparison Converter ResolveEventArgs ArgIterator CharEnumerator " +
            "LoaderOptimization Object SByte Base64FormattingOptions Exception SystemException ApplicationException",
    ),
    ...under(
        "System.Collections.Generic",
        "Comparer EqualityComparer IComparer IEqualityComparer IReadOnlyList KeyNotFoundException LinkedList LinkedListNode " +
            "SortedDictionary SortedList SortedSet Queue Stack IEnumerator ISet ICollection IReadOnlyCollection",
    ),
    ...under("System.Linq", "IGrouping ILookup IOrderedQueryable IQueryable Lookup Queryable ParallelEnumerable"),
    ...under(
        "System.Text",
        "ASCIIEncoding Decoder Encoder EncodingProvider NormalizationForm UTF32Encoding UTF7Encoding UTF8Encoding UnicodeEncoding",
    ),
    ...under(
        "System.Text.RegularExpressions",
        "MatchCollection RegexMatchTimeoutException RegexCompilationInfo RegexRunner",
    ),
    ...under(
        "System.Xml.Linq",
        "XElement XDocument XAttribute XNode XName XNamespace XText XComment XContainer XObject XCData XDeclaration " +
            "XDocumentType XProcessingInstruction XStreamingElement Extensions LoadOptions SaveOptions",
    ),
    ...under(
        "Newtonsoft.Json",
        "JsonConverter JsonException JsonReader JsonReaderException JsonSerializationException JsonSerializer " +
            "JsonSerializerSettings JsonTextReader JsonTextWriter JsonWriter NullValueHandling DateFormatHandling " +
            "DateParseHandling DefaultValueHandling JsonPropertyAttribute JsonIgnoreAttribute TypeNameHandling StringEscapeHandling",
    ),
    ...under(
        "Newtonsoft.Json.Linq",
        "JConstructor JRaw JTokenReader JTokenWriter JTokenEqualityComparer JsonLoadSettings JsonCloneSettings " +
            "MergeNullValueHandling JsonSelectSettings JPropertyDescriptor LineInfoHandling CommentHandling",
    ),
]);

/** Types that an expression may pass on, but not name. */
export const hiddenTypes: ReadonlySet<string> = new Set([
    ...under("System", "Func Action Predicate Comparison DayOfWeek Void"),
    ...under("System.Linq", "IGrouping IOrderedEnumerable EnumerableNumbers"),
    ...under("System.Text.RegularExpressions", "MatchCollection MatchEvaluator"),
    ...under("Context", "ContextExtensions ContextVariables IProxyRequestContext"),
]);

/** Namespaces of .NET Framework 4.7.2 and Newtonsoft.Json, as far as anyone would try. */
export const namespaces: ReadonlySet<string> = new Set(
    (
        "System System.Collections System.Collections.Concurrent System.Collections.Generic System.ComponentModel System.Data " +
        "System.Diagnostics System.Globalization System.IO System.IO.Compression System.Linq System.Net System.Net.Http " +
        "System.Net.Mail System.Net.Sockets System.Reflection System.Resources System.Runtime System.Runtime.Serialization " +
        "System.Security System.Security.Cryptography System.Security.Cryptography.X509Certificates System.Security.Claims " +
        "System.Text System.Text.RegularExpressions System.Threading System.Threading.Tasks System.Timers System.Web " +
        "System.Xml System.Xml.Linq System.Xml.XPath Newtonsoft Newtonsoft.Json Newtonsoft.Json.Linq " +
        "Newtonsoft.Json.Converters Newtonsoft.Json.Serialization Microsoft Microsoft.Win32"
    ).split(" "),
);
