"""A value that knows its gradient."""


class Value(float):
    """What a function gives for one array of all its numbers: a float, and a pair of value and gradient.

    So `scipy.optimize.minimize(f, x0)` and `minimize(f, x0, jac=True)` both work. The gradient is computed when it is
    first asked for.

    >>> import adc
    >>> y = adc.compile("x·y")([3.0, 5.0])
    >>> y + 1
    16.0
    >>> value, gradient = y
    >>> gradient
    array([5., 3.])
    """

    __slots__ = ("_function", "_gradient", "_point")

    def __new__(cls, value, function, point):
        self = super().__new__(cls, value)
        self._function = function
        self._point = point
        self._gradient = None
        return self

    @property
    def gradient(self):
        """What `Function.grad` gives at the point."""
        if self._gradient is None:
            shape = self._function.input_shapes[0] if len(self._function.inputs) == 1 else self._point.shape
            self._gradient = self._function.grad(self._point.reshape(shape))
        return self._gradient

    def __len__(self):
        return 2

    def __getitem__(self, i):
        return (float(self), self.gradient)[i]

    def __iter__(self):
        return iter((float(self), self.gradient))

    def __reduce__(self):
        return (Value, (float(self), self._function, self._point))
