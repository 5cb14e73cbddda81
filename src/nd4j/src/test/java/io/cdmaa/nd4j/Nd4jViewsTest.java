package io.cdmaa.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class Nd4jViewsTest {
  @Test
  void bothSidesSeeEachOthersWrites() {
    FloatTensor tensor = FloatTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    INDArray view = Nd4jViews.of(tensor);

    assertThat(view.shape()).containsExactly(2, 3);
    assertThat(view.dataType()).isEqualTo(DataType.FLOAT);
    assertThat(view.getFloat(1, 0)).isEqualTo(4);

    view.putScalar(1, 0, 40);
    tensor.set(5, 60);

    assertThat(tensor.get(3)).isEqualTo(40);
    assertThat(view.getFloat(1, 2)).isEqualTo(60);
    view.muli(2);
    assertThat(tensor.toArray()).containsExactly(2, 4, 6, 80, 10, 120);
  }

  @Test
  void aRowsViewWritesIntoItsRowOnly() {
    FloatTensor tensor = FloatTensor.zeros(3, 2);

    Nd4jViews.of(tensor.rows(1, 1)).addi(5);

    assertThat(tensor.toArray()).containsExactly(0, 0, 5, 5, 0, 0);
  }

  /** Wrapping the other way round, a buffer cut from an INDArray, crashes in this test's place. */
  @Test
  void viewsOutliveTheirTensorsThroughGarbageCollections() {
    int n = 1 << 18;
    List<INDArray> views = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      FloatTensor tensor = FloatTensor.zeros(n);
      tensor.set(n - 1, i);
      views.add(Nd4jViews.of(tensor));
    }
    for (int i = 0; i < 3; i++) {
      System.gc();
      FloatTensor.zeros(4L * n).set(0, -1);
    }
    for (int i = 0; i < views.size(); i++) {
      assertThat(views.get(i).getFloat(n - 1)).isEqualTo(i);
      assertThat(views.get(i).addi(1).getFloat(0)).isEqualTo(1);
    }
  }

  @Test
  void tensorsOutliveTheirViewsThroughGarbageCollections() {
    FloatTensor tensor = FloatTensor.zeros(1 << 18);
    for (int i = 0; i < 16; i++) {
      Nd4jViews.of(tensor).addi(1);
      System.gc();
    }
    assertThat(tensor.get(tensor.size() - 1)).isEqualTo(16);
  }
}
