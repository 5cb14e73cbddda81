package io.cdmaa.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
  record Inner(double zoom, float[] values) {}

  record Outer(
      String zebra,
      int ant,
      @JsonInclude(JsonInclude.Include.NON_NULL) String absent,
      Double none,
      List<Inner> inner) {}

  private static final Outer VALUE =
      new Outer("\u001b[31m", 2, null, null, List.of(new Inner(0.5, new float[] {0.1f, -1})));

  @Test
  void keysAreInTheOrderOfTheComponentsAndTextIsEscaped() {
    assertThat(Json.line(VALUE))
        .isEqualTo(
            "{\"zebra\":\"\\u001B[31m\",\"ant\":2,\"none\":null,"
                + "\"inner\":[{\"zoom\":0.5,\"values\":[0.1,-1.0]}]}");
  }

  @Test
  void aTextIsIndentedEndsWithItsLineAndMeansTheSame() throws Exception {
    String text = Json.text(VALUE);
    assertThat(text).startsWith("{\n  \"zebra\"").endsWith("}\n");
    assertThat(Json.read(text)).isEqualTo(Json.reread(VALUE));
  }
}
