package io.cdmaa.generator;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * The types of unquoted scalars that JSON has too, as in YAML 1.2's core schema. YAML 1.1, the
 * parser's default, also takes {@code on}, {@code no}, {@code 1:30} and dates for something else
 * than text, and attributes have such names.
 */
final class PlainScalars extends Resolver {
  private static final String NUMBER_STARTS = "-+.0123456789";

  @Override
  protected void addImplicitResolvers() {
    addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL"), "~nN");
    addImplicitResolver(Tag.NULL, EMPTY, null);
    addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
    addImplicitResolver(Tag.INT, Pattern.compile("[-+]?[0-9]+"), NUMBER_STARTS);
    addImplicitResolver(
        Tag.FLOAT,
        Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
        NUMBER_STARTS);
  }
}
