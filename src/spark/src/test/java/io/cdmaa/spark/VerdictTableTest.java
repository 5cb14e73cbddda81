package io.cdmaa.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.evaluation.VerdictJson;
import io.cdmaa.protection.Computation;
import io.cdmaa.protection.PlannedSettings;
import io.cdmaa.protection.ProtectionRecord;
import io.cdmaa.protection.Region;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table has everything that a record has: what it lacked would be dropped without a word. */
class VerdictTableTest {
  private static final Pattern FIELD = Pattern.compile("\\s*(\\w+)[: ]\\s*(.*)");

  /** Returns the names of the fields of a list of fields; those of nested types do not count. */
  private static List<String> names(String fields) {
    return split(fields).stream().map(field -> field.replaceAll("[: ].*", "")).toList();
  }

  private static List<String> split(String fields) {
    List<String> found = new ArrayList<>();
    int depth = 0;
    StringBuilder field = new StringBuilder();
    for (char c : (fields + ",").toCharArray()) {
      depth += c == '<' ? 1 : c == '>' ? -1 : 0;
      if (c == ',' && depth == 0) {
        found.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    return found;
  }

  /** Returns the fields of the struct that a field is or that it has inside. */
  private static String struct(String fields, String name) {
    for (String field : split(fields)) {
      Matcher matcher = FIELD.matcher(field);
      if (matcher.matches() && matcher.group(1).equals(name)) {
        String type = matcher.group(2);
        int from = type.indexOf("STRUCT<") + "STRUCT<".length();
        int depth = 1;
        int to = from;
        while (depth > 0) {
          depth += type.charAt(to) == '<' ? 1 : type.charAt(to) == '>' ? -1 : 0;
          to++;
        }
        return type.substring(from, to - 1);
      }
    }
    throw new AssertionError("no field " + name + " in " + fields);
  }

  private static List<String> components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  private static Class<?> nested(Class<?> in, String name) throws ClassNotFoundException {
    return Class.forName(in.getName() + "$" + name);
  }

  @Test
  void everyFieldOfARecordHasAColumn() throws ClassNotFoundException {
    String record = VerdictTable.RECORD;
    assertThat(names(record))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    components(nested(ProtectionRecord.class, "Content")).stream(),
                    Stream.of("faces"))
                .collect(Collectors.toList()));
    assertThat(names(struct(record, "settings"))).isEqualTo(components(PlannedSettings.class));
    assertThat(names(struct(record, "computation"))).isEqualTo(components(Computation.class));
    assertThat(names(struct(record, "models")))
        .isEqualTo(components(Class.forName("io.cdmaa.protection.Fingerprint$Model")));
    assertThat(names(struct(record, "faces"))).isEqualTo(components(Region.FaceJson.class));
    String verdict = struct(record, "verdict");
    assertThat(names(verdict)).isEqualTo(components(VerdictJson.class));
    String generators = struct(verdict, "generators");
    assertThat(names(generators)).isEqualTo(components(VerdictJson.GeneratorJson.class));
    assertThat(names(struct(generators, "domains")))
        .isEqualTo(components(VerdictJson.DomainJson.class));
    assertThat(verdict).startsWith(struct(verdict, "after"));
  }
}
