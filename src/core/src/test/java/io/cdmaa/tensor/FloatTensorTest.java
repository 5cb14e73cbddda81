package io.cdmaa.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.cdmaa.CdmaaException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FloatTensorTest {
  @Test
  void memoryIsDirectAndInNativeOrderAlsoInViews() {
    FloatTensor tensor = FloatTensor.zeros(3, 4);

    for (FloatTensor view : new FloatTensor[] {tensor, tensor.rows(1, 2), tensor.reshaped(12)}) {
      assertThat(view.buffer().isDirect()).isTrue();
      assertThat(view.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
    }
  }

  @Test
  void tensorsBeginAtTheBorderOfACacheLine() {
    List<FloatTensor> all = new ArrayList<>();
    for (int size = 0; size < 40; size++) {
      all.add(FloatTensor.zeros(size));
    }
    for (FloatTensor tensor : all.subList(1, all.size())) {
      long address = Pointer.nativeValue(Native.getDirectBufferPointer(tensor.buffer()));
      assertThat(address % 64).as("%d values", tensor.size()).isZero();
    }
    for (int size = 0; size < all.size(); size++) {
      assertThat(all.get(size).size()).isEqualTo(size);
    }
  }

  @Test
  void rowViewsShareMemoryBothWays() {
    FloatTensor tensor = FloatTensor.of(new float[] {0, 1, 2, 3, 4, 5}, 3, 2);
    FloatTensor last = tensor.rows(1, 2);

    last.set(3, 50);
    tensor.set(2, 20);

    assertThat(tensor.get(5)).isEqualTo(50);
    assertThat(last.toArray()).containsExactly(20, 3, 4, 50);
    assertThat(last.shape()).containsExactly(2, 2);
  }

  @Test
  void rowViewsBeginAtTheirOwnFirstElement() {
    FloatTensor row = FloatTensor.of(new float[] {0, 1, 2, 3}, 2, 2).rows(1, 1);

    assertThat(row.buffer().position()).isZero();
    assertThat(row.buffer().capacity()).isEqualTo(2);
    assertThat(row.buffer().get(0)).isEqualTo(2);
  }

  @Test
  void aCopySharesNothing() {
    FloatTensor tensor = FloatTensor.of(new float[] {1, 2}, 2);
    FloatTensor copy = tensor.copy();
    tensor.set(0, 9);

    assertThat(copy.toArray()).containsExactly(1, 2);
  }

  @Test
  void aBufferIsACursorOfItsOwn() {
    FloatTensor tensor = FloatTensor.of(new float[] {1, 2}, 2);
    FloatBuffer buffer = tensor.buffer();
    buffer.put(7).put(8);

    assertThat(tensor.buffer().position()).isZero();
    assertThat(tensor.toArray()).containsExactly(7, 8);
  }

  /** In float, 1 beside 1e8 is lost. */
  @Test
  void productsAreSummedInDouble() {
    FloatTensor tensor = FloatTensor.of(new float[] {1e8f, 2, -1e8f, 3}, 2, 2);

    assertThat(tensor.dot(FloatTensor.of(new float[] {1, 0.5f, 1, 0}, 4))).isEqualTo(1);
  }

  @Test
  void rowsOutsideTheTensorAreRefused() {
    FloatTensor tensor = FloatTensor.zeros(3, 2);

    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tensor.rows(2, 2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> tensor.rows(Integer.MAX_VALUE, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> FloatTensor.zeros().rows(0, 1));
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> FloatTensor.of(new float[3], 2, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> FloatTensor.zeros(4).reshaped(5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FloatTensor.zeros(4).copyFrom(FloatTensor.zeros(5)));
    assertThatIllegalArgumentException().isThrownBy(() -> FloatTensor.zeros(2, -1));
  }

  @Test
  void moreThanOneBufferHoldsIsRefusedWithAName() {
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> FloatTensor.zeros(1 << 16, 1 << 14))
        .withMessageContaining("[65536, 16384]");
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> FloatTensor.zeros(1L << 31, 1L << 31));
  }
}
