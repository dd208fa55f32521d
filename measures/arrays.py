"""Arrays of numbers, by what they are: whole numbers of things, other values, or either."""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Values = NDArray[np.float64]
Numbers = Counts | Values
