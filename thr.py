from m1 import *
