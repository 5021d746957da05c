throw Object.assign(new Error('usocket is not installed'), { code: 'MODULE_NOT_FOUND' });
