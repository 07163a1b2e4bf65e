UPDATE orders SET status = 'paid';
