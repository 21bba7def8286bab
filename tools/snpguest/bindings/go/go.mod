// SPDX-License-Identifier: MIT
module snpguest

go 1.19
