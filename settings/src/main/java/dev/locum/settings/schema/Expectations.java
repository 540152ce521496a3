package dev.locum.settings.schema;

/** What a value should look like, in words: the same in problems and in the reference. */
public final class Expectations {

  private Expectations() {}

  /** The words for a shape. */
  public static String of(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> text.form().map(form -> "text `" + form + "`").orElse("text");
      case Shape.Flag _ -> "`true` or `false`";
      case Shape.Count count -> "number, " + count.atLeast() + " to " + count.atMost();
      case Shape.Span span ->
          "duration, " + Spans.print(span.atLeast()) + " to " + Spans.print(span.atMost());
      case Shape.Place _ -> "`host:port`";
      case Shape.Block _ -> "network such as `10.0.0.0/8`, or IP address";
      case Shape.File _ -> "path";
      case Shape.Url _ -> "`http` or `https` address without path";
      case Shape.SecretReference _ -> "`file:PATH` or `env:NAME`";
      case Shape.Authority _ -> "path, or `system`";
      case Shape.Word word -> "one of `" + String.join("`, `", word.words()) + "`";
      case Shape.Nested _ -> "a mapping";
      case Shape.Named _ -> "names with their settings";
      case Shape.Several _ -> "a list";
    };
  }
}
